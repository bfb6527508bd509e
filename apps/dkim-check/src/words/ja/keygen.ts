/** Japanese: the command keygen. */
import type { keygen as english } from '../en/keygen.js';

export const keygen: Readonly<Record<keyof typeof english, string>> = {
  'keygen-domain-invalid': '--domain {value}: ドメイン名ではありません。',
  'keygen-selector-invalid': '--selector {value}: 英字、数字、ハイフンで書いてください（ドットでつなげます）。',
  'selector-is-name': '--selector {value}: ._domainkey より前だけを書いてください: --selector {want}',
  'keygen-name-too-long': '{name} は DNS の名前の上限（253 オクテット）を超えています。',
  'keygen-bits-unreadable': '--bits {value}: 整数で書いてください。',
  'keygen-bits-for-ed25519': '--bits: Ed25519 鍵の大きさは 1 つだけです。指定しないでください。',
  'keygen-bits-never':
    '--bits {bits}: 1024 ビット未満の RSA 鍵は受信側が認めません（RFC 8301）。2048 を使ってください。',
  'keygen-bits-small':
    '--bits {bits}: 2048 ビット未満の RSA 鍵は数年のうちに破られるおそれがあり、評価を下げる受信側もあります。2048 を使ってください。DNS に入らない場合だけ --force を付けてください。',
  'keygen-bits-large':
    '--bits {bits}: 4096 ビットを超える RSA 鍵を受信側は検証しなくてよく（RFC 8301）、署名なしと扱われることがあります。2048 を使うか、--force を付けてください。',
  'keygen-bits-too-large': '--bits {bits}: 8192 ビットを超える鍵を検証する受信側はありません。2048 を使ってください。',
  'keygen-exists': '{file} は既にあります。鍵は上書きしません。別の --selector か --out を指定してください。',
  'keygen-selector-used-up':
    '今日の日付のセレクターは {folder} ですべて使われています。--selector で指定してください。',
  'keygen-folder-missing': '--out {folder}: フォルダーがありません。先に作ってください: mkdir -p {word}',
  'keygen-user-unknown': '--user {user}: このマシンにそのユーザーはいません。',
  'keygen-user-refused':
    '--user {user}: 鍵をそのユーザーのものにできません（{cause}）。root で実行するか、--user を外してください。',
  'keygen-self-test': '新しい鍵が自己検査に失敗しました（{cause}）。何も書き込んでいません。',
  'keygen-made': '作成しました: {algorithm} 鍵、{bits} ビット、セレクター {selector}、ドメイン {domain}',
  'keygen-key-file': '  秘密鍵         {file}（公開しないこと。モード 0600）',
  'keygen-zone-file': '  DNS レコード   {file}',
  'keygen-zone-title': 'ゾーンファイルの行:',
  'keygen-panel-title': 'DNS 事業者の管理画面に入れる場合: 種類は TXT、名前と値は次のとおり（1 行、引用符なし）:',
  'keygen-panel-name': '  名前   {name}',
  'keygen-panel-value': '  値     {value}',
  'keygen-panel-name-short': '         （ドメインを自動で付ける画面では {name}）',
  'keygen-next-title': '次にすること:',
  'keygen-next-publish':
    '  1. レコードを公開してください。公開されて鍵と一致するかは次でわかります:  dkim-check record --domain {domain} --selector {selector} --keyfile {word}',
  'keygen-next-config': '  2. 次の行を dkimproxy-out の設定ファイルに書き、起動し直します:',
  'keygen-next-test': '  3. 自分宛てにメールを送り、届いたものを保存して確かめます:  dkim-check verify mail.eml',
  'keygen-next-rotate':
    '  4. 年に 2 回ほど、新しいセレクターで新しい鍵を作ります。古いレコードは最後の署名から 1 週間残します。',
  'keygen-ed25519-note':
    'Ed25519 を検証できない受信側がまだ多くあります。RSA 鍵でも署名してください（`signature` 行とセレクターをもう 1 つ）。',
  'keygen-large-note':
    'この大きさのレコードは古いリゾルバーの DNS パケット 1 つに入りません。2048 ビットなら入ります。',
  'command-keygen': '鍵の組と、公開する DNS レコードを作ります',
  'option-keygen-selector': 'DNS での鍵の名前（省略時は今日の日付 sYYYYMMDD）',
  'option-algorithm': 'rsa か ed25519',
  'option-bits': 'RSA 鍵のビット数（省略時は 2048）',
  'option-out': '2 つのファイルを置くフォルダー',
  'option-user': 'ファイルの所有者にするユーザー（root が必要）',
  'option-force': '勧めない大きさの鍵でも作る（上書きは決してしない）',
  'option-strict': 't=s を付ける: i= のドメインは d= と完全に同じであること',
  'option-hash': 'h=sha256 を付ける: 鍵を他のハッシュでは使えなくする',
  'keygen-panel-long':
    '         （{n} 文字: DNS の 1 つの文字列を超えます。255 文字までの管理画面では、上のように「1 つ」のレコードの複数の文字列に分けてください）',
  'keygen-nsupdate-title': 'nsupdate 用（ゾーンが更新を受け付ける場合: nsupdate -k 鍵ファイル）:',
};
