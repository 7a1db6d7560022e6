// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

#include "herald/outcome.h"
#include "kafka/handles.h"

/// The beginning and the end of a client of librdkafka. Any thread but librdkafka's own may call these functions.
namespace herald::kafka {

/// Makes a client that is set up by `conf`, and sends its log to its main queue, as events. So none of its threads
/// calls back. Programs do not inherit its descriptors. Throws Failure: Hold if librdkafka cannot use a value or a
/// file, Retry if the system gives no thread.
ClientPtr startClient(rd_kafka_type_t type, ConfPtr conf);

/// Destroys a client, and returns after `most` at the latest. A thread of librdkafka may hang longer in the resolution
/// of a name, which nobody can end: then a thread of its own waits for it, and touches nothing else. So nobody may use
/// the client after the call. `used` is what its interceptors use: it lives as long as the client. Null is no client.
void endClient(ClientPtr client, Millis most, std::shared_ptr<const void> used = nullptr);

/// Ends a client that somebody owns, by endClient(): with its owner, or when the constructor of that throws.
struct ClientEnd {
  Millis most{};
  std::shared_ptr<const void> used{};

  void operator()(rd_kafka_t* client) const { endClient(ClientPtr(client), most, used); }
};
using EndedClientPtr = std::unique_ptr<rd_kafka_t, ClientEnd>;

}  // namespace herald::kafka
