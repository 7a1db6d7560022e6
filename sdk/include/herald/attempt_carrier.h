// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "herald/export.h"
#include "herald/http.h"

namespace herald::inline v1 {

/// Runs `work` on the calling thread, as a part of the attempt that it was taken from. Any thread may call it, also
/// within another attempt. May be empty: then call `work`.
using Resume = std::function<void(const std::function<void()>& work)>;

/// An optional interface of an HTTP client: it knows for which attempt a thread works. The client that Host::http
/// returns has it, since Herald keeps what an attempt has sent. Any thread may use it.
class HERALD_API AttemptCarrier {
 public:
  virtual ~AttemptCarrier();

  /// What the calling thread works for.
  virtual Resume carry() = 0;
};

/// The same for any client. HttpClient::start carries an attempt by itself. Take this where an attempt waits for
/// another one, as for a token that both use: the thread that wakes it works for the other one.
inline Resume carryAttempt(HttpClient& client) {
  auto* const carrier = dynamic_cast<AttemptCarrier*>(&client);
  return carrier ? carrier->carry() : Resume();
}

}  // namespace herald::inline v1
