/** Of the API reference only its standalone bundle is used (dev/assets.ts), which holds what it needs. */
module.exports = {
  hooks: {
    readPackage: (pkg) => (pkg.name === "@scalar/api-reference" ? { ...pkg, dependencies: {} } : pkg),
  },
};
