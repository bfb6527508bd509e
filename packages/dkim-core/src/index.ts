/** The public names of dkim-core. Everything else may change without notice. */
export { systemClock, type Clock } from './clock.js';
export { DkimError, type DkimErrorCode } from './errors.js';
export type { Parsed } from './parsed.js';
export type { MessageSource } from './message-source.js';
export type {
  KeyFault,
  Outcome,
  Result,
  SignatureFacts,
  SignatureFault,
  SignatureVerdict,
  VerdictWarning,
} from './verdict.js';

export { sign } from './sign.js';
export { createSigner, type Signer } from './sign/signer.js';
export type {
  DkimSignatureRequest,
  DomainkeysSignatureRequest,
  SignatureRequest,
  SigningFault,
  SigningOutcome,
  SignOptions,
  SignResult,
} from './sign/sign-options.js';
export { RECOMMENDED_FIELDS } from './select/fields-to-sign.js';

export { verify } from './verify.js';
export { createVerifier, type Verifier, type VerifyResult } from './verify/verifier.js';
export type { VerifyOptions } from './verify/verify-options.js';

export { canonicalizeMessage, type CanonicalForm } from './canonicalize.js';
export type { DkimCanonicalization, DomainkeysCanonicalization } from './canonicalization/names.js';

export { fieldsNamed, fieldValue, type HeaderField, type MessageHeader } from './message/header-field.js';
export { readHeader } from './message/message-reader.js';
export { createLineEndNormalizer, type LineEndNormalizer } from './message/line-endings.js';
export { fromFault } from './message/author.js';
export { messageIdOf } from './message/message-id.js';
export { parseAddressList, type Mailbox } from './message/mailbox.js';
export {
  isSameDomain,
  isSameOrSubdomain,
  keyRecordName,
  parentDomains,
  parseDomain,
  parseSelector,
  toALabels,
} from './text/domain-name.js';
export { parseIdentity, type Identity } from './text/identity.js';

export { parseTagList, type TagList, type TagListFault } from './tags/tag-list.js';
export type { SigningKey } from './keys/signing-key.js';
export { loadSigningKey, testSigningKey, type LoadSigningKeyOptions } from './keys/private-key.js';
export {
  generateSigningKey,
  isRecordOfKey,
  keyRecordText,
  type KeyPair,
  type KeyPairOptions,
  type KeyRecordTextOptions,
} from './keys/key-pair.js';
export { parseKeyRecord, type KeyRecord, type KeyRecordFault, type KeyType } from './keys/key-record.js';
export { publicKeyFacts, type PublicKeyFacts } from './keys/public-key-facts.js';
export { lookUpKey, type KeyLookup } from './keys/key-lookup.js';

export type { TxtAnswer, TxtResolver } from './resolver/txt-resolver.js';
export { nodeResolver, type NodeResolverOptions } from './resolver/node-resolver.js';
export { memoryResolver, type MemoryRecords } from './resolver/memory-resolver.js';
export { cachingResolver, type CachingResolverOptions } from './resolver/caching-resolver.js';

/** The steps of a verification one by one, for those who look for what changed a message. */
export {
  parseDkimSignature,
  type DkimAlgorithm,
  type DkimSignature,
  type DkimSignatureReading,
} from './tags/dkim-signature.js';
export { readTagList, type TagListReading, type TagSpec } from './tags/tag-list.js';
export { indexFields, selectSignedFields, type FieldIndex } from './select/signed-header-fields.js';
export { headerHashInput } from './hash/header-hash.js';
export { bodyCanonicalizations, headerCanonicalizations } from './canonicalization/by-name.js';
export type { BodyCanonicalizer, ByteSink, HeaderCanonicalizer } from './canonicalization/canonicalization.js';
export { decodeQuotedPrintable } from './text/quoted-printable.js';

export { formatAuthenticationResults, type AdspResult, type ResultsToFormat } from './authentication-results/format.js';
export { claimsAuthservId } from './authentication-results/claims.js';
export {
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

export { dmarcAuthorDomain } from './dmarc/author-domain.js';
export {
  parseDmarcRecord,
  type DmarcAlignmentMode,
  type DmarcIgnored,
  type DmarcRecord,
  type DmarcRequest,
} from './dmarc/record.js';
export { readDmarcReportUris, type DmarcReportUri } from './dmarc/report-uris.js';
export { dmarcRequested, type DmarcRelation, type DmarcRequested } from './dmarc/requested.js';
export {
  organizationalDomain,
  walkDmarcTree,
  type DmarcStep,
  type DmarcWalk,
  type OrganizationalDomain,
} from './dmarc/tree-walk.js';
export { lookUpDmarcPolicy, type DmarcPolicyLookup } from './dmarc/policy.js';
export { alignDmarc, type DmarcAlignment, type DmarcAlignmentQuestion } from './dmarc/alignment.js';
export { evaluateDmarc, type DmarcEvaluation, type DmarcEvidence } from './dmarc/evaluate.js';
