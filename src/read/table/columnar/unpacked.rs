//! What a packed Arrow file comes to: its reader sets aside as much as the file says, so that is looked at first.

use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, Message, RecordBatch, root_as_footer, root_as_message};

use crate::read::{Limits, ReadError};

/// Checks what the dictionaries of a file, which stay in memory, and each of its batches unpack to.
///
/// # Errors
/// More than the limits allow, or parts that are not in the file.
pub(super) fn check(bytes: &[u8], limits: Limits) -> Result<(), ReadError> {
    let unpacked = unpacked(bytes)
        .ok_or_else(|| ReadError::Damaged { what: "Arrow", text: "its footer names what is not in it".to_owned() })?;
    if unpacked > limits.document as u64 {
        return Err(ReadError::DocumentTooLarge { limit: limits.document });
    }
    Ok(())
}

/// Bytes of all dictionaries and of the largest batch; nothing where a part is not in the file.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let (rest, end) = bytes.split_last_chunk::<10>()?;
    let footer = rest.len().checked_sub(read_footer_length(*end).ok()?)?;
    let footer = root_as_footer(rest.get(footer..)?).ok()?;
    let mut dictionaries = 0_u64;
    for block in footer.dictionaries().into_iter().flatten() {
        let data = |message: Message<'_>| of_batch(bytes, block, message.header_as_dictionary_batch()?.data()?);
        dictionaries = dictionaries.saturating_add(data(message(bytes, block)?)?);
    }
    let mut largest = 0;
    for block in footer.recordBatches().into_iter().flatten() {
        largest = of_batch(bytes, block, message(bytes, block)?.header_as_record_batch()?)?.max(largest);
    }
    Some(dictionaries.saturating_add(largest))
}

/// Where a message begins and its data do.
fn places(block: &Block) -> Option<(usize, usize)> {
    let start = usize::try_from(block.offset()).ok()?;
    Some((start, start.checked_add(usize::try_from(block.metaDataLength()).ok()?)?))
}

fn message<'b>(bytes: &'b [u8], block: &Block) -> Option<Message<'b>> {
    let (start, data) = places(block)?;
    let message = bytes.get(start..data)?;
    // Its length stands before it, and in newer files a mark before that.
    let head = if message.starts_with(&[0xFF; 4]) { 8 } else { 4 };
    root_as_message(message.get(head..)?).ok()
}

/// Bytes that the buffers of a batch unpack to.
fn of_batch(bytes: &[u8], block: &Block, batch: RecordBatch<'_>) -> Option<u64> {
    let (_, data) = places(block)?;
    bytes.get(data..data.checked_add(usize::try_from(block.bodyLength()).ok()?)?)?;
    let packed = batch.compression().is_some();
    let mut sum = 0_u64;
    for buffer in batch.buffers().into_iter().flatten() {
        let length = u64::try_from(buffer.length()).ok()?;
        let unpacked = if packed && length > 0 {
            let at = data.checked_add(usize::try_from(buffer.offset()).ok()?)?;
            let said = i64::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?);
            // Less than nothing: what follows is not packed.
            u64::try_from(said).unwrap_or(length)
        } else {
            length
        };
        sum = sum.saturating_add(unpacked);
    }
    Some(sum)
}
