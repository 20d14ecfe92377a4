import type { Reason } from './comment.js';

/** What the service knows around a comment and its words cannot show. What is not known is null, and weighs nothing. */
export interface Circumstances {
  /** The honeypot field held something. */
  readonly trapped: boolean;
  /** Seconds between showing the form and sending it, by the form's stamp; null for a comment that came without one. */
  readonly secondsToWrite: number | null;
  /** What became of this author's other comments on this site; null for an author without an email. */
  readonly history: { readonly approved: number; readonly spam: number } | null;
  /** How many other comments with the same words arrived lately on this service. */
  readonly sameWords: number | null;
  /** How many other comments that link to one of the same hosts arrived lately on this service; without links 0. */
  readonly sameLinks: number | null;
  /** How many other comments arrived lately from the same range of addresses (IPv4 /24, IPv6 /48). */
  readonly sameRange: number | null;
}

/** What is known of a comment of which nothing but its words is known. */
export const UNKNOWN_CIRCUMSTANCES: Circumstances = {
  trapped: false,
  secondsToWrite: null,
  history: null,
  sameWords: null,
  sameLinks: null,
  sameRange: null,
};

/** All that the local classifier judges a comment by. There is no email and no address in it. */
export interface Evidence {
  readonly authorName: string;
  readonly authorUrl: string | null;
  /** The article's title; null when it is not known. */
  readonly articleTitle: string | null;
  readonly articleKey: string;
  /** The Markdown as it was written. */
  readonly body: string;
  readonly circumstances: Circumstances;
}

/** What the local classifier thinks of a comment. */
export interface Opinion {
  /** The probability of spam, 0 to 1. */
  readonly score: number;
  /** `unsure` between the thresholds: a person has to look. */
  readonly outcome: 'ham' | 'unsure' | 'spam';
  /** The weights add up to the score's log-odds, ln(score / (1 - score)), to within rounding. */
  readonly reasons: readonly Reason[];
}
