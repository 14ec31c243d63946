// @ts-check

/**
 * Packaging by electron-builder. Fuses take away what a packaged Ordinal never uses: running as Node, NODE_OPTIONS,
 * inspector flags, code from outside the archive, the extra rights of file://.
 */
export default {
  appId: 'app.ordinal.desktop',
  productName: 'Ordinal',
  directories: { output: 'dist', buildResources: 'resources' },
  // README's picture and the browser from npm serve people who read and test.
  files: ['out/**', 'resources/**', 'package.json', '!resources/*.png', '!**/node_modules/@sparticuz/**'],
  asar: true,
  protocols: [{ name: 'Ordinal', schemes: ['ordinal'] }],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: { target: ['AppImage', 'deb'], category: 'Office' },
  mac: { target: ['dmg'], category: 'public.app-category.productivity' },
  win: { target: ['nsis'] },
}
