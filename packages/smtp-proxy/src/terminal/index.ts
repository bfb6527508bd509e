/** The public names of smtp-proxy/terminal: what text for people needs. Apart from the rest, which is large, so that it loads at once. */
export { displayWidth, padded, shortened } from './display-width.js';
export { isLanguage, languageOf, LANGUAGES, type Language } from './language.js';
export { wrapped } from './wrapped.js';
