// Addresses of the old portal: on to where their content is now, or why it is nowhere.
import { resolveOld } from "./api";

export async function leave(asked: URL): Promise<Response> {
  const found = await resolveOld(asked.pathname + asked.search);
  const { status, location, reason } = found;
  if (location && location !== asked.href) {
    return new Response(null, { status, headers: { location } });
  }
  return new Response(reason || "not found", { status: status === 301 ? 404 : status });
}
