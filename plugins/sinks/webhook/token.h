// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "herald/http.h"
#include "herald/outcome.h"

namespace herald::webhook {

/// What a token server answered. Immutable, and shared by all deliveries that use it.
struct Token {
  std::string answer{};           ///< a JSON object; its members are variables
  Clock::time_point refreshAt{};  ///< from then on the sink needs another one
  Clock::time_point end{};        ///< from then on the token is invalid
};

/// The token, or the reason why there is none.
struct TokenResult {
  std::shared_ptr<const Token> token{};
  Outcome failure{};  ///< of the delivery, if there is no token
};

/// The result of a token call that began at `asked`, by the token server's answer:
///
///   200-399 and a JSON object               a token; `expires_in` is its life in seconds, 5 minutes without it
///   200-399 and anything else               Hold: this is no token server, or a page in front of it
///   a redirect to another host              Hold
///   408, 425, 429, 5xx except 501 and 505   Retry, after `Retry-After` if it is given
///   any other                               Hold, with the `error` of RFC 6749 §5.2: another event would not help
///
/// Never Rejected or Gone: what the token server says about the client says nothing about the event.
TokenResult readToken(const HttpResponse& response, Clock::time_point asked);

/// The result if there was no complete answer.
TokenResult noAnswer(const Failure& failure);

}  // namespace herald::webhook
