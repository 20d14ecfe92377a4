/** What is noted of each request: no address, no query, no body. */
export interface RequestNote {
  readonly id: string;
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  /** What was thrown, for answers of 500 and above. */
  readonly error?: unknown;
}
