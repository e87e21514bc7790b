import { defineConfig } from "vite";

export default defineConfig({ base: "./", build: { target: "esnext", assetsInlineLimit: 0, chunkSizeWarningLimit: 4096 } });
