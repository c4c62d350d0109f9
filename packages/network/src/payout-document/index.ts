export { acceptDocument, refuseDocument } from "./decide.ts";
export { getDocument, listDocuments, readDocumentFile, type PayoutDocument } from "./documents.ts";
export { readPaper, type Paper } from "./paper.ts";
export { returnOverdue } from "./overdue.ts";
export { DOCUMENT_BYTES_MAX, uploadDocument } from "./upload.ts";
