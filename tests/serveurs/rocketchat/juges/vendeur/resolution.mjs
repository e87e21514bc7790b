// The vendor's packages are written for a bundler: they import folders, and files without their ending.
import { register } from "node:module";

const hooks = `export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    for (const ending of [".js", "/index.js"]) {
      try { return await next(specifier + ending, context); } catch {}
    }
    throw error;
  }
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
