import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "build/", "src/gen/", "node_modules/", "eslint.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.test.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // It takes what a callback or another task changes for constant.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    // The library runs in browsers and workers as well as in Node: neither a page nor Node's own modules.
    files: ["src/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: ["node:*"] }],
      "no-restricted-globals": ["error", "window", "document", "navigator", "process", "Buffer", "global"],
    },
  },
  {
    files: ["test/**"],
    // node:test gives promises that nobody need await.
    rules: { "@typescript-eslint/no-floating-promises": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["test/readmeSnippet.ts"], rules: { "@typescript-eslint/no-confusing-void-expression": "off" } },
);
