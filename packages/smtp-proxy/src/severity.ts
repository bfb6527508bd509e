/** The severity of a log line. RFC 5424, section 6.2.1. `level`: pino's number. */
export function severityOf(level: number): number {
  return level >= 60 ? 2 : level >= 50 ? 3 : level >= 40 ? 4 : level >= 30 ? 6 : 7;
}
