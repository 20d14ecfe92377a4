/** The path at which browsers find one of this service's own paths: below another path where `PUBLIC_URL` has one. */
export type OwnPath = (path: string) => string;

/** @param publicUrl where browsers reach the service; undefined for the root of whatever host they use */
export function ownPathBelow(publicUrl: string | undefined): OwnPath {
  const base = basePathOf(publicUrl);
  return (path) => base + path;
}

/** The path below which the service lies, without a slash at its end; '' for none. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
}
