/** Japanese: what `dkimproxy-in --help` says of the options in in-settings.ts. */
import { dnsHelpJa, headerHelpJa, type TranslatedHelp } from 'smtp-proxy';
import type { inSettings } from './in-settings.js';

export const inHelpJa: TranslatedHelp<typeof inSettings> = {
  hostname: { help: 'SMTP と Authentication-Results で名乗る名前', defaultWords: 'このマシンの名前' },
  verifyDkim: 'DKIM-Signature フィールドを検証する',
  verifyDomainkeys: 'DomainKey-Signature フィールドも検証する',
  rejectError: 'DNS に失敗し、pass となる署名がないとき 450 を返す。permerror では、決して使えない署名にも 550 を返す',
  rejectFail:
    '送信者自身のポリシー（ADSP の discardable、DomainKeys の o=-）が求めるとき 550 を返す。署名はメーリングリストで壊れることに注意',
  removeResults:
    '他者の Authentication-Results のうち取り除くもの。own はこちらの名前をかたるもの、all はすべて、none はなし',
  trustedResults: {
    help: 'Authentication-Results を残すクライアント。書き方は allow と同じ。XFORWARD があればそれで、なければ接続元で判断する',
    defaultWords: 'なし',
  },
  xResults: 'X-DKIM-Authentication-Results も書く',
  acceptUnsignedBody: 'l= により本文の一部が対象から外れている署名も pass とする',
  acceptUnsignedFrom: 'メッセージにある From フィールドのうち、一部しか対象にしていない署名も pass とする',
  requiredFields: {
    help: 'From のほかに、署名の対象でなければ pass としないヘッダーフィールド。たとえば Subject',
    defaultWords: 'なし',
  },
  maxSignatures: '1 通のメッセージで調べる署名の最大数',
  maxDnsDomains:
    '1 通のメッセージで鍵を問い合わせる署名ドメインの最大数。reject_fail では、ポリシーを問い合わせる作成者（From）のドメインの最大数でもある',
  maxRsaBits: '計算に使う RSA 鍵の最大ビット数。超える鍵は permerror とする',
  ...headerHelpJa,
  ...dnsHelpJa,
};
