/** Who calls: what goes into the `authorization` header of every call. */
export interface Credential {
  /** Whether the header must not travel unencrypted to another machine. */
  readonly isSecret: boolean;
  /** The header's value. Asked at every call. */
  authorization(): string | Promise<string>;
}

/**
 * The development sign-in, which a server accepts from its own machine only.
 * @param gym The gym's id.
 * @param role athlete, coach, staff or administrator.
 * @param user The person's id.
 */
export function development(gym: string, role: "athlete" | "coach" | "staff" | "administrator", user: string): Credential {
  if (!gym || !user) throw new RangeError("The development sign-in needs a gym and a user.");
  const authorization = `Development ${[gym, role, user].map(encodeURIComponent).join("/")}`;
  return { isSecret: false, authorization: () => authorization };
}

/**
 * A token of an identity provider.
 * @param token Gives a token that is valid now. Asked at every call, so it should keep the token and renew it in time.
 */
export function bearer(token: () => string | Promise<string>): Credential {
  return { isSecret: true, authorization: async () => `Bearer ${await token()}` };
}
