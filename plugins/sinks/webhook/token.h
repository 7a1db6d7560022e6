#pragma once

#include <memory>
#include <string>

#include "herald/http.h"
#include "herald/outcome.h"

namespace herald::webhook {

/// What a token server answered. Immutable, and shared by all deliveries that use it.
struct Token {
  std::string answer{};           ///< a JSON object, whose members are variables
  Clock::time_point refreshAt{};  ///< from here on another one is wanted
  Clock::time_point end{};        ///< from here on it is no good
};

/// The token, or why there is none.
struct TokenResult {
  std::shared_ptr<const Token> token{};
  Outcome failure{};  ///< of the sink, if there is no token
};

/// What the answer to a token call that began at `asked` comes to:
///
///   200-399, a JSON object           a token; `expires_in` are its seconds, without it 5 minutes
///   200-399, anything else           Hold: that is no token server, or a page in front of it
///   a redirect to another host       Hold
///   408, 425, 429, 5xx but 501, 505  Retry; Retry-After is obeyed
///   any other                        Hold, with the `error` of RFC 6749 §5.2: nothing that another event would change
///
/// Never Rejected or Gone: what the token server thinks of the client says nothing about the event.
TokenResult readToken(const HttpResponse& response, Clock::time_point asked);

/// What it comes to if there was no whole answer.
TokenResult noAnswer(const Failure& failure);

}  // namespace herald::webhook
