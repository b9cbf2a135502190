import type { APIRoute } from "astro";
import { leave } from "../old";

export const GET: APIRoute = ({ url }) => leave(url);
