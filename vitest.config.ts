import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Unit and integration tests run against the sources ("dkimproxy-source" condition), end-to-end tests against the built bins. */
const conditions = ['dkimproxy-source', 'module', 'node', 'development|production'];
const roots = ['packages', 'apps'].flatMap((folder) => readdirSync(folder).map((name) => `./${folder}/${name}`));

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: '100%', // the default leaves one core idle; the end-to-end tests hold under load
    projects: [...roots, './e2e', './bench']
      .filter((root) => existsSync(`${root}/package.json`))
      .map((root) => ({
        extends: true,
        root,
        test: {
          name: basename(root),
          include: roots.includes(root) ? ['{src,test}/**/*.test.ts'] : ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // Ends what hangs, and nothing else: on a busy machine what takes a second may take ten.
          ...(root === './e2e' ? { testTimeout: 120_000, hookTimeout: 120_000 } : { testTimeout: 30_000 }),
        },
      })),
  },
});
