/** A body that is sent unchanged, with its own type as the content type. */
export interface RawBody {
  content: BodyInit;
  type: string;
}

export const isRawBody = (body: unknown): body is RawBody =>
  typeof body === "object" && body !== null && "content" in body && "type" in body && Object.keys(body).length === 2;
