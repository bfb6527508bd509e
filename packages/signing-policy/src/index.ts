/** The public names of signing-policy. */
export { chooseSignatures, type Choice, type ChosenSignature } from './choose-signatures.js';
export {
  compilePolicy,
  type CompiledPolicy,
  type KeyNeed,
  type Origin,
  type PolicySources,
  type Remark,
  type SigningPolicy,
} from './signing-policy.js';
export { signingSettings, type SigningValues } from './settings.js';
export type { ParsedSetting, Setting } from './setting.js';
export { parseSignatureSpecs, type SignatureSpec } from './signature-spec.js';
export type { SenderField } from './responsible-sender.js';
