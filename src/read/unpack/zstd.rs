//! zstd: one frame after another.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::read::input::Input;

/// What the frames of an input hold.
pub(super) struct Frames<'a> {
    state: State<'a>,
}

enum State<'a> {
    /// Before a frame, or at the end.
    Between(Input<'a>),
    Inside(Box<StreamingDecoder<Input<'a>, FrameDecoder>>),
    End,
}

impl<'a> Frames<'a> {
    pub(super) const fn new(input: Input<'a>) -> Self {
        Self { state: State::Between(input) }
    }
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::End) {
                State::End => return Ok(0),
                State::Between(mut input) => {
                    if input.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new(input).map_err(io::Error::other)?;
                    self.state = State::Inside(Box::new(decoder));
                }
                State::Inside(mut decoder) => {
                    let read = decoder.read(buffer)?;
                    if read > 0 || buffer.is_empty() {
                        self.state = State::Inside(decoder);
                        return Ok(read);
                    }
                    self.state = State::Between(decoder.into_inner());
                }
            }
        }
    }
}
