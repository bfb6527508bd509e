/** The public names of smtp-proxy. */
export type { Configuration, Configured, ConfigureParts, ProxyProgram } from './configuration.js';
export { filesOnDisk, type FilesOnDisk, type InputFiles } from './input-files.js';
export { inspectConfiguration } from './inspect-configuration.js';
export { packageVersion, runProxy } from './run-proxy.js';
export { createRelay, type Relay, type RelayParts } from './relay.js';
export { logText, logTextInAngles } from './log-text.js';
export type { Log } from './log.js';
export {
  SECONDS,
  type Counter,
  type CounterSpec,
  type Histogram,
  type Labels,
  type Metrics,
  type MetricSpec,
  type Reading,
} from './metrics/metrics.js';
export {
  fileClosedTo,
  keyFileClosedTo,
  keyFileOpenTo,
  keyFolderOpenTo,
  type KeyFileReaders,
} from './key-file-rights.js';
export { shellWord } from './shell-word.js';
export { type Identity } from './privileges.js';
export type {
  AddressMatcher,
  ClientFacts,
  Decision,
  Endpoint,
  Envelope,
  MessageHandler,
  OctetRange,
  RelaySettings,
  Reply,
  Report,
  SpooledMessage,
} from './types.js';
export { holdsKey, withoutKeyMaterial } from './settings/key-material.js';
export { dnsHelpJa, headerHelpJa } from './settings/proxy-help-ja.js';
export { dnsSettings, headerSettings, proxySettings } from './settings/proxy-settings.js';
export type {
  Origin,
  ParsedSetting,
  Remark,
  Setting,
  SettingTable,
  TranslatedHelp,
  Values,
} from './settings/setting.js';
export { parseNetworks } from './settings/networks.js';
export { parseChoice, parseCount, parseYesNo } from './settings/values.js';
