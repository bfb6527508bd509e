/** The public names of proxy-options. */
export { checkInOptions, type InOptions, type InParts } from './in-options.js';
export { inHelpJa } from './in-help-ja.js';
export { inSettings, type RejectError } from './in-settings.js';
export { readKeyFiles, type KeyFileRules, type KeyFiles } from './key-files.js';
export { outHelpJa } from './out-help-ja.js';
export { readOutOptions, type OutOptions, type OutParts } from './out-options.js';
export { outSettings } from './out-settings.js';
