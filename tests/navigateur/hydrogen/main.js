// Hydrogen as its authors assemble it: log in, rooms on the left, timeline and composer in the middle.
import { FeatureSet, Platform, RootViewModel, createNavigation, createRouter } from "hydrogen-view-sdk";
import downloadSandbox from "hydrogen-view-sdk/download-sandbox.html?url";
import worker from "hydrogen-view-sdk/main.js?url";
import "hydrogen-view-sdk/theme-element-light.css";
import wasm from "@matrix-org/olm/olm.wasm?url";
import wasmBundle from "@matrix-org/olm/olm.js?url";
import legacyBundle from "@matrix-org/olm/olm_legacy.js?url";

const platform = new Platform({
  container: document.body,
  assetPaths: { downloadSandbox, worker, olm: { wasm, wasmBundle, legacyBundle }, serviceWorker: "sw.js" },
  config: { defaultHomeServer: "" },
  options: { development: false },
});
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const features = await FeatureSet.load(platform.settingsStorage);
const root = new RootViewModel({ platform, urlRouter, navigation, features });
await root.load();
platform.createAndMountRootView(root);
