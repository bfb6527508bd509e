/** All that is tried on a signed header, the likeliest first. */
import { fieldValue, type DkimSignature, type HeaderField } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { ENCODED_WORDS } from './encoded-word-variants.js';
import { fieldOf, nameVariants, variantsOf, type VariantContext, type VariantKind } from './field-variant.js';
import { excerpt } from './finding.js';
import { coveredFields, replaced, withOnTop, without, type HeaderState } from './header-state.js';
import { REFOLDED, RESPACED } from './space-variants.js';
import { ADDRESSES, DATES, LETTER_CASE, MIME, SUBJECT_PREFIX } from './value-variants.js';

export interface Trial {
  readonly apply: (state: HeaderState) => HeaderState;
  readonly problem: () => Problem;
  /** The name that it is about. */
  readonly field: string;
  /** Also tried together with a second one. */
  readonly isLikely: boolean;
}

const VALUE_KINDS: readonly VariantKind[] = [SUBJECT_PREFIX, ADDRESSES, MIME, ENCODED_WORDS, DATES];
const SPACE_KINDS: readonly VariantKind[] = [REFOLDED, RESPACED];
/** Longer fields, and more of them together, are compared but not varied. */
const LONGEST_FIELD = 8192;
const MOST_OCTETS = 65_536;
/** Of a name that stands more often no orders are tried. */
const MOST_OF_A_NAME = 6;

const NO_CONTEXT: VariantContext = { domains: [], keptValues: [] };

/** What relays put in where it is missing, and converters take out. */
const USUAL_FIELDS: readonly (readonly [string, string])[] = [
  ['MIME-Version', ' 1.0'],
  ['Content-Transfer-Encoding', ' 7bit'],
  ['Content-Transfer-Encoding', ' 8bit'],
  ['Content-Transfer-Encoding', ' quoted-printable'],
  ['Content-Transfer-Encoding', ' base64'],
  ['Content-Type', ' text/plain'],
  ['Content-Type', ' text/plain; charset=us-ascii'],
  ['Content-Type', ' text/plain; charset=utf-8'],
  ['To', ' undisclosed-recipients:;'],
  ['Cc', ''],
  ['Bcc', ''],
  ['Subject', ''],
];

/** One change to every field: how a relay writes a header anew. */
export function uniformTrials(state: HeaderState, signature: DkimSignature): readonly Trial[] {
  const covered = coveredFields(state, signature);
  const all = [...covered, state.own];
  if (signature.headerCanonicalization === 'relaxed' || octetsOf(all) > MOST_OCTETS) return [];
  return [REFOLDED, RESPACED].flatMap((kind) => {
    const values = new Map([...new Set(all)].map((field) => [field, kind.values(fieldValue(field), NO_CONTEXT)]));
    const count = values.get(state.own)?.length ?? 0; // each kind gives the same number for each value
    return Array.from({ length: count }, (_, at): Trial => ({
      field: state.own.key,
      isLikely: false,
      apply: (given) =>
        [...values].reduce((changed, [field, ofField]) => {
          const value = ofField[at];
          const other = value === undefined ? null : fieldOf(field.name, value);
          return other === null ? changed : replaced(changed, field, other);
        }, given),
      problem: () => kind.problem({ field: namesOf(covered), was: '', now: '' }),
    }));
  });
}

export function headerTrials(state: HeaderState, signature: DkimSignature, context: VariantContext): readonly Trial[] {
  const covered = coveredFields(state, signature);
  const isSimple = signature.headerCanonicalization === 'simple';
  let left = MOST_OCTETS;
  const varied = covered.filter((field) => {
    if (field.bytes.length > LONGEST_FIELD) return false;
    left -= field.bytes.length;
    return left >= 0;
  });
  const variants = (kinds: readonly VariantKind[], isLikely: boolean): readonly Trial[] =>
    varied.flatMap((field) =>
      variantsOf(field, kinds, context).map((variant): Trial => ({
        field: field.key,
        isLikely,
        apply: (given) => replaced(given, field, variant.field),
        problem: variant.problem,
      })),
    );
  return [
    ...removals(state),
    ...variants([SUBJECT_PREFIX], true),
    ...additions(state, signature),
    ...variants(VALUE_KINDS, true),
    ...orders(state),
    ...variants(SPACE_KINDS, isSimple),
    ...(isSimple ? varied.flatMap((field) => names(field)) : []),
    ...(isSimple ? ownTrials(state) : []),
    ...variants([LETTER_CASE], false),
  ];
}

/** A field that came to those that were signed, or took the place of one that was signed as absent. */
function removals(state: HeaderState): readonly Trial[] {
  return state.fields.slice(0, 200).map((field) => ({
    field: field.key,
    isLikely: true,
    apply: (given) => without(given, field),
    problem: () => problem('error', 'header-field-added', { field: field.name, value: excerpt(fieldValue(field)) }),
  }));
}

function additions(state: HeaderState, { signedFields }: DkimSignature): readonly Trial[] {
  return USUAL_FIELDS.flatMap(([name, value]): Trial[] => {
    const key = name.toLowerCase();
    const field = fieldOf(name, value);
    if (field === null || !signedFields.includes(key) || state.fields.some((each) => each.key === key)) return [];
    return [
      {
        field: key,
        isLikely: true,
        apply: (given) => withOnTop(given, field),
        problem: () => problem('error', 'header-field-removed', { field: name, value: value.trim() }),
      },
    ];
  });
}

/** Fields of one name in another order: the other way round, each moved to the top or to the bottom. */
function orders({ fields }: HeaderState): readonly Trial[] {
  const keys = [...new Set(fields.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const named = fields.filter((field) => field.key === key);
    const [first] = named;
    if (first === undefined || named.length < 2 || named.length > MOST_OF_A_NAME) return [];
    const others = named.flatMap((field) => {
      const rest = named.filter((each) => each !== field);
      return [
        [field, ...rest],
        [...rest, field],
      ];
    });
    return [named.toReversed(), ...others].map((order): Trial => ({
      field: key,
      isLikely: false,
      apply: ({ fields: given, own }) => {
        const next = order.values();
        return { own, fields: given.map((field) => (field.key === key ? (next.next().value ?? field) : field)) };
      },
      problem: () => problem('error', 'header-order-changed', { field: first.name }),
    }));
  });
}

function names(field: HeaderField): readonly Trial[] {
  return nameVariants(field).map((variant) => ({
    field: field.key,
    isLikely: false,
    apply: (given) => replaced(given, field, variant.field),
    problem: variant.problem,
  }));
}

/** The signature signs itself as well. */
function ownTrials({ own }: HeaderState): readonly Trial[] {
  if (own.bytes.length > LONGEST_FIELD) return [];
  const variants = [...variantsOf(own, SPACE_KINDS, NO_CONTEXT), ...nameVariants(own)];
  return variants.map((variant) => ({
    field: own.key,
    isLikely: false,
    apply: (given) => replaced(given, own, variant.field),
    problem: variant.problem,
  }));
}

const octetsOf = (fields: readonly HeaderField[]): number => fields.reduce((sum, { bytes }) => sum + bytes.length, 0);
const namesOf = (fields: readonly HeaderField[]): string =>
  [...new Set(fields.map(({ name }) => name))].join(', ').slice(0, 300);
