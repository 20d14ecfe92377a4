import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../house/source-tree.js';

/** Bundles a module of `src/web/` into one text. @param path below `src/web/` */
export async function bundleWeb(path: string, format: 'esm' | 'iife', globalName?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/web', path)],
    bundle: true,
    write: false,
    format,
    target: 'es2022',
    ...(globalName !== undefined && { globalName }),
  });
  return outputFiles[0]?.text ?? '';
}

/** Imports a module of `src/web/` that needs no browser. */
export async function importWeb<Module>(path: string): Promise<Module> {
  return import(`data:text/javascript,${encodeURIComponent(await bundleWeb(path, 'esm'))}`);
}
