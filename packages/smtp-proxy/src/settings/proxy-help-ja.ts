/** Japanese: what `--help` says of the options in proxy-settings.ts. */
import type { dnsSettings, headerSettings, ProxyTable } from './proxy-settings.js';
import type { TranslatedHelp } from './setting.js';

export const dnsHelpJa: TranslatedHelp<typeof dnsSettings> = {
  nameserver: { help: '問い合わせる DNS サーバー', defaultWords: 'システムの設定' },
  dnsTimeout: 'DNS への問い合わせ 1 回の制限時間',
  dnsMessageTimeout: '1 通のメッセージのための DNS への問い合わせ全体の制限時間',
};

export const headerHelpJa: TranslatedHelp<typeof headerSettings> = {
  maxHeaderSize: '署名または検証するヘッダーの最大サイズ。超えるメッセージは、署名も検証もせずに転送する',
  maxHeaderFields:
    '署名または検証するメッセージのヘッダーフィールドの最大数。超えるメッセージは、署名も検証もせずに転送する',
};

export const proxyHelpJa: TranslatedHelp<ProxyTable> = {
  listen: 'メールを待ち受けるアドレス。*:PORT はこのマシンのすべてのアドレス。LMTP では先頭に lmtp: を付ける',
  relay: 'メールの転送先（next hop）のサーバー。LMTP では先頭に lmtp: を付ける',
  hostname: { help: 'SMTP で名乗る名前', defaultWords: 'このマシンの名前' },
  user: '待ち受けのアドレスを開いた後、このユーザーとして動く',
  group: { help: 'このグループとして動く', defaultWords: 'ユーザーのグループ' },
  pidfile: 'このファイルにプロセス ID を書く',
  daemonize: 'メールを受け取れるようになったら、バックグラウンドに移る',
  allow: '接続を許可するクライアント。アドレス、ADDRESS/BITS、loopback、private、unix、any で書く',
  xforwardHosts: 'XFORWARD を信用するクライアント',
  xclientHosts: 'XCLIENT を信用するクライアント',
  sendXclient: '転送先が XCLIENT に対応していれば、クライアントの情報を XCLIENT で伝える',
  proxyProtocol:
    'どの接続も PROXY ヘッダー（バージョン 1 か 2）で始まるものとする。NETS はロードバランサーのアドレス、yes は loopback、unix、private',
  bareNewline:
    'メッセージにある単独の CR や LF の扱い。normalize は何よりも先に正しい改行に直し、reject は 550 で拒否する',
  firstLine: '継続行で始まるメッセージの扱い。guard は前にフィールドを 1 つ挿入し、reject は 550 で拒否する',
  keepalive: 'メッセージを受け取っている間、転送先に NOOP を送る間隔',
  timeoutConnect: '転送先への接続を待つ時間',
  timeoutGreeting: '転送先のグリーティング（最初の応答）を待つ時間',
  timeoutMail: 'MAIL への転送先の応答を待つ時間',
  timeoutRcpt: 'RCPT への転送先の応答を待つ時間',
  timeoutData: 'DATA への転送先の応答を待つ時間',
  timeoutBlock: '転送先がメッセージの一部分を受け取るのを待つ時間',
  timeoutEnd: 'メッセージの終わりへの転送先の応答を待つ時間',
  timeoutIdle: 'クライアントの無通信を許す時間',
  maxMessageSize: { help: 'メッセージの最大サイズ。超えるメッセージには 552 を返す', defaultWords: '転送先の上限' },
  maxRecipients: { help: '1 通のメッセージの宛先の最大数。超えた宛先には 452 を返す', defaultWords: '転送先の上限' },
  maxCommandLength: 'コマンド行の最大の長さ（オクテット数）。超える行には 500 を返す',
  maxSessions: '同時に接続できるクライアントの最大数（全ワーカーの合計）。超えた接続には 421 を返す',
  maxSessionsPerClient: {
    help: '1 つのクライアントの同時セッションの最大数。loopback、unix ソケット、xforward_hosts は数えない',
    defaultWords: '無制限',
  },
  shutdownTimeout: '終了するとき、処理中のセッションを待つ時間',
  workers: '処理を分担するプロセスの数。64 まで。CPU コアごとに 1 つが目安',
  spoolDir: '大きなメッセージを、転送が済むまで置くフォルダー',
  spoolThreshold: {
    help: 'このサイズまでのメッセージはメモリーに、大きいものはファイルに置く',
    defaultWords: '256k。全体で 20M に収まるあいだは 4M まで',
  },
  spoolLimit: {
    help: 'spool_dir に置くメッセージの合計サイズの上限。収まらないメッセージには 452 を返す',
    defaultWords: '空き容量の 90 %',
  },
  tlsCert: 'クライアントに TLS を提供するための証明書。PEM 形式で、中間証明書も含める',
  tlsKey: { help: 'その秘密鍵。PEM 形式', defaultWords: 'tls_cert のファイルの中' },
  tlsMode:
    'starttls は STARTTLS を提供する。required は STARTTLS の後でなければメールを受け付けない。implicit は最初のオクテットから TLS',
  tlsRelay:
    '転送先への STARTTLS。転送先が対応していなければならない。verify では、証明書が有効で、転送先の名前のものでなければならない',
  tlsRelayCa: { help: 'その証明書を発行できる認証局の証明書。PEM 形式', defaultWords: 'Node が信頼する認証局' },
  tlsRelayName: { help: 'その証明書にある名前', defaultWords: 'relay に書いたホスト' },
  log: { help: 'ログの出力先。ファイルは SIGHUP で開き直す', defaultWords: 'stdout、daemonize では syslog' },
  logFormat: { help: 'ログの形式', defaultWords: '端末と syslog では text、ほかは json' },
  metricsListen:
    '/metrics（Prometheus）、/health、/ready に HTTP で応答するアドレス。接続できる相手なら誰にでも応答する',
  debugtrace: 'SMTP のやり取りを、秘密を除いてログに書く。1.4.1 のようなファイル名は yes と同じ',
};
