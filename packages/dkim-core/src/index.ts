/** The public names of dkim-core. Everything else may change without notice. */
export { systemClock, type Clock } from './clock.js';
export { DkimError, type DkimErrorCode } from './errors.js';
export type { Parsed } from './parsed.js';
export type { MessageSource } from './message-source.js';
export {
  overallResult,
  type KeyFault,
  type Outcome,
  type Result,
  type SignatureFacts,
  type SignatureFault,
  type SignatureVerdict,
  type VerdictWarning,
} from './verdict.js';

export { sign } from './sign.js';
export { createSigner, type Signer } from './sign/signer.js';
export type {
  DkimSignatureRequest,
  DomainkeysSignatureRequest,
  MadeSignature,
  SignatureRequest,
  SignOptions,
  SignResult,
} from './sign/sign-options.js';
export { RECOMMENDED_FIELDS } from './select/fields-to-sign.js';

export { verify } from './verify.js';
export { createVerifier, type Verifier, type VerifyResult } from './verify/verifier.js';
export type { VerifyOptions } from './verify/verify-options.js';

export { canonicalizeMessage, type CanonicalForm } from './canonicalize.js';

export { fieldsNamed, fieldValue, type HeaderField, type MessageHeader } from './message/header-field.js';
export {
  createMessageReader,
  readHeader,
  type MessageReader,
  type MessageReaderOptions,
} from './message/message-reader.js';
export { createLineEndNormalizer, type LineEndNormalizer } from './message/line-endings.js';
export { invalidFrom } from './message/author.js';
export { messageIdOf } from './message/message-id.js';
export { parseAddressList, type Mailbox } from './message/mailbox.js';
export {
  isSameDomain,
  isSameOrSubdomain,
  parentDomains,
  parseDomain,
  parseSelector,
  toALabels,
} from './text/domain-name.js';
export { parseIdentity, type Identity } from './text/identity.js';

export { loadSigningKey, type SigningKey } from './keys/private-key.js';
export { generateSigningKey, keyRecordText, type KeyPairOptions } from './keys/key-pair.js';
export { parseKeyRecord, type KeyRecord, type KeyRecordFault, type KeyType } from './keys/key-record.js';
export { lookUpKey, type KeyLookup } from './keys/key-lookup.js';

export type { TxtAnswer, TxtResolver } from './resolver/txt-resolver.js';
export { nodeResolver, type NodeResolverOptions } from './resolver/node-resolver.js';
export { memoryResolver, type MemoryRecords } from './resolver/memory-resolver.js';
export { cachingResolver, type CachingResolverOptions } from './resolver/caching-resolver.js';

export { formatAuthenticationResults, type AuthenticationResults } from './authentication-results/format.js';
export {
  claimedAuthservId,
  claimsAuthservId,
  parseAuthenticationResults,
  type AuthenticationResult,
  type ParsedAuthenticationResults,
  type ParseResultsOptions,
} from './authentication-results/parse.js';

export { lookUpAdsp, type AdspLookup } from './policy/adsp.js';
export {
  lookUpDomainkeysPolicy,
  parseDomainkeysPolicy,
  type DomainkeysPolicy,
  type DomainkeysPolicyLookup,
} from './policy/domainkeys-policy.js';
