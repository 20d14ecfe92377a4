/** Where the time comes from: milliseconds since 1970. */
export interface Clock {
  now(): number;
}
