/** What a load is: so many mails, over so many sessions at a time. */

export interface LoadOrder {
  readonly port: number;
  readonly sessions: number;
  /** All sessions together; null: until it is stopped. */
  readonly mails: number | null;
  /** The mail; its lines end with CRLF. */
  readonly file: string;
  /** Whether a session is for all mails, or for one. */
  readonly kept: boolean;
  /** How long a session waits between two mails, in milliseconds. */
  readonly pauseMs: number;
}

export interface Timings {
  readonly mails: number;
  readonly seconds: number;
  /** From the connection, or MAIL where that is kept, to the reply to the final dot. One for each mail. */
  readonly latenciesMs: readonly number[];
}

export const SENDER = 'joerg.mueller@bench.example';
export const RECIPIENT = 'jane.roe@customer.example';
