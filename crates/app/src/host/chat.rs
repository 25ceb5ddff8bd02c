//! Chats within a host: questions that are being answered, what is told of them meanwhile, and their end before their time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::Host;
use crate::chat::{Asked, Chats};
use crate::contract::{AskChat, ChatMessage, ChatReply, Event, RetryChat, WireError};
use crate::job::Runner;

/// The chats, and the questions under way by the names that they were asked with.
#[derive(Clone)]
pub(super) struct Asking {
    chats: Chats,
    under_way: Arc<Mutex<HashMap<String, CancellationToken>>>,
}

/// A question under way; it is none any more when this is dropped, however that comes.
struct UnderWay {
    asking: Asking,
    request: String,
    cancel: CancellationToken,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.asking.lock().remove(&self.request);
    }
}

impl Asking {
    pub(super) fn new(runner: Runner) -> Self {
        Self { chats: Chats::new(runner), under_way: Arc::default() }
    }

    /// Takes a question back. One that is not there has been answered meanwhile.
    pub(super) fn take_back(&self, request: &str) {
        if let Some(cancel) = self.lock().get(request) {
            cancel.cancel();
        }
    }

    fn begin(&self, request: &str) -> UnderWay {
        let cancel = CancellationToken::new();
        self.lock().insert(request.to_owned(), cancel.clone());
        UnderWay { asking: self.clone(), request: request.to_owned(), cancel }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// The chats over its jobs.
    pub fn chats(&self) -> &Chats {
        &self.chats.chats
    }

    pub(super) async fn answer_question(&self, args: AskChat) -> Result<ChatReply, WireError> {
        let AskChat { jobs, question, answerer, request, allow_upload } = args;
        let under_way = self.chats.begin(&request);
        let asked = Asked { jobs, question, answerer, allow_upload };
        let answered = self.chats().ask(&asked, &under_way.cancel, &mut self.teller(request)).await;
        answered.map(|(question, answer)| ChatReply { question, answer })
    }

    pub(super) async fn answer_again(&self, args: RetryChat) -> Result<ChatMessage, WireError> {
        let RetryChat { message, answerer, request, allow_upload } = args;
        let under_way = self.chats.begin(&request);
        let mut tell = self.teller(request);
        self.chats().retry(message, answerer, allow_upload, &under_way.cancel, &mut tell).await
    }

    /// Tells whoever watches of an answer's parts.
    fn teller(&self, request: String) -> impl FnMut(&str) + Send + use<> {
        let host = self.clone();
        move |text| host.tell(Event::ChatProgress { request: request.clone(), text: text.to_owned() })
    }
}
