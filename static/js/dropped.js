/* What was dropped or chosen: files, and the files in folders, each with the path people know it by. */

const LEFT_BY_SYSTEMS = /^(\.|~\$|thumbs\.db$|desktop\.ini$)/i;

const isMeant = (file) => !LEFT_BY_SYSTEMS.test(file.name);

/** Lists chosen files; of a folder, without what systems leave in it. */
export function chosen(list) {
  const files = [...list];
  return files
    .filter((file) => !file.webkitRelativePath || isMeant(file))
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** Lists dropped files and the files in dropped folders. */
export async function dropped(transfer) {
  // Entries must be asked for before anything is awaited: afterwards the transfer is empty.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found, true);
  return found;
}

async function walk(entry, found, isTop) {
  if (entry.isFile) {
    const file = await new Promise((give, fail) => entry.file(give, fail));
    if (isTop || isMeant(file)) found.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  for (let batch = await read(reader); batch.length; batch = await read(reader)) {
    for (const each of batch) await walk(each, found, false);
  }
}

const read = (reader) => new Promise((give, fail) => reader.readEntries(give, fail));
