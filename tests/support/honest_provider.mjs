/* A provider that others wrote (oidc-provider, OpenID certified), for tests: `node honest_provider.mjs FACTS`.
 *
 * FACTS is JSON: port, client_id, client_secret, redirect_uri, acr_values, and people by login (name and email). Who is
 * meant comes as login_hint, and is believed at once: what is tested is what goes over the wire. It says "ready" when it
 * listens. */
import Provider from "oidc-provider";

const facts = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${facts.port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: facts.client_id,
      client_secret: facts.client_secret,
      redirect_uris: [facts.redirect_uri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  acrValues: facts.acr_values,
  claims: { openid: ["sub"], profile: ["name"], email: ["email"], acr: null, auth_time: null, iss: null, sid: null },
  cookies: { keys: ["a key of the tests"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
  findAccount: (_context, login) =>
    facts.people[login] && { accountId: login, claims: () => ({ sub: login, ...facts.people[login] }) },
});

/** Answers what the provider asks of a person: who they are, and whether we may know it. */
async function answered(context) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(context.req, context.res);
  if (prompt.name === "login") {
    return { login: { accountId: params.login_hint, acr: facts.acr_values[0], amr: ["pwd", "otp"] } };
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return { consent: { grantId: await grant.save() } };
}

provider.use(async (context, next) => {
  if (!context.path.startsWith("/sign-in/")) return next();
  const found = await answered(context);
  await provider.interactionFinished(context.req, context.res, found, { mergeWithLastSubmission: true });
  context.respond = false;
});
provider.listen(facts.port, "127.0.0.1", () => process.stdout.write("ready\n"));
