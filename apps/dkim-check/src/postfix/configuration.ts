/** What is known of a Postfix: the parameters that main.cf sets, and the services of master.cf. postconf(5), master(5). */
export interface Service {
  readonly name: string;
  /** inet, unix, fifo, pass or unix-dgram. */
  readonly type: string;
  /** The most processes, as written: a number, or `-` for default_process_limit. */
  readonly processes: string;
  /** The program, without its folder. */
  readonly command: string;
  /** What it is started with, but for its `-o` options. */
  readonly args: readonly string[];
  /** Its `-o` options, by name; the value as written. */
  readonly options: ReadonlyMap<string, string>;
  /** Where it begins in master.cf; null where only postconf knows it. */
  readonly line: number | null;
}

export interface PostfixConfiguration {
  /** What main.cf sets, as written. */
  readonly main: ReadonlyMap<string, string>;
  readonly services: readonly Service[];
  /** What access tables have behind FILTER, by the table as the lists name it. */
  readonly tableFilters?: ReadonlyMap<string, readonly string[]>;
}

export const isSmtpd = ({ command }: Service): boolean => command === 'smtpd';

/** A client of SMTP or LMTP: what a content_filter or a delivery goes by. */
export const isSmtpClient = ({ command }: Service): boolean => command === 'smtp' || command === 'lmtp';
