/** Japanese: what `dkimproxy-out --help` says of the options in out-settings.ts, those of signing-policy included. */
import { dnsHelpJa, headerHelpJa, type TranslatedHelp } from 'smtp-proxy';
import type { outSettings } from './out-settings.js';

export const outHelpJa: TranslatedHelp<typeof outSettings> = {
  domain:
    '署名ドメイン。1 つなら、From が使えるすべてのメールにそのドメインで署名する。2 つ以上なら、それらのドメインとその下のドメインのメールに署名する',
  keyfile: '秘密鍵。署名に指定がないときに使う',
  selector: 'セレクター。署名に指定がないときに使う',
  identity: 'DKIM 署名の i=。署名に指定がないときに使う。マクロは signature と同じ',
  signature: {
    help: '付ける署名。dkim(...) か domainkeys(...) と書き、かっこの中に key=、a=、c=、d=、i=、s=、h= を書ける',
    defaultWords: 'マップがなければ dkim',
  },
  method: '正規化の方式。ほかのどこにも指定がないときに使う',
  dkimMethod: 'DKIM 署名の正規化の方式。署名に指定がないときに使う',
  domainkeysMethod: 'DomainKeys 署名の正規化の方式。署名に指定がないときに使う',
  senderMap:
    '送信者ごとの署名のマップ。「KEY SIGNATURE,...」の行を並べる。アドレス、ドメイン、上位のドメインの順に探す',
  listidMap: 'List-Id ごとの署名のマップ。書き方は sender_map と同じ。当たれば送信者より優先する',
  oversign: {
    help: 'h= に実際の数より 1 つ多く書くフィールド。後から追加されると署名が合わなくなる',
    defaultWords: 'From、Reply-To、To、Cc、Subject と、メールにあればほかのフィールド',
  },
  expire: { help: '署名の有効期間（x=）。1h 以上', defaultWords: '無期限' },
  senderFields: '送信者のアドレスを読むフィールド。書いた順に調べる',
  signInvalidFrom: 'From がない、複数ある、または使えるアドレスがないメールにも署名する',
  ...dnsHelpJa,
  rejectError: 'エラーのために署名できなかったメールを、署名なしで転送せず、451 で断る',
  requireSafeKeys:
    '所有者とこのプロキシのグループ以外の人も開ける鍵ファイルがあれば、起動しない。no なら警告だけを出す',
  ...headerHelpJa,
};
