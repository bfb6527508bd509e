/** The public names of signing-policy. */
export { chooseSignatures, type Choice, type ChosenSignature } from './choose-signatures.js';
export {
  compilePolicy,
  type CompiledPolicy,
  type KeyNeed,
  type Origin,
  type PolicySources,
  type Remark,
} from './compile-policy.js';
export type {
  PlannedDkim,
  PlannedDomainkeys,
  PlannedEntry,
  PlannedSignature,
  SigningPolicy,
} from './signing-policy.js';
export { signingSettings, type SigningValues } from './settings.js';
export type { ParsedSetting, Setting } from './setting.js';
export { parseSignatureSpecs, type SignatureSpec } from './signature-spec.js';
export { parseListIdMap, parseSenderMap, type LineRemark, type MapEntry, type MapReading } from './lookup-map.js';
export type { MacroValues, Template } from './macros.js';
export type { SenderField } from './responsible-sender.js';
