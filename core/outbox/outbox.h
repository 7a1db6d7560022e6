#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/outbox/delivery.h"

namespace herald::core {

/// How many deliveries of one sink went which way.
struct OutboxCounts {
  std::size_t waiting = 0;
  std::size_t deadLetters = 0;
  std::map<std::string, std::uint64_t> dropped{};  ///< by reason: "queue full: progress"
};

/// Keeps the deliveries between the moment they are accepted and the moment they end. Every delivery ends in exactly
/// one way: delivered, buried or dropped. Every thread may call it; only store throws.
class Outbox {
 public:
  virtual ~Outbox();

  /// Takes the deliveries of one publication, all or none, and gives them their sequence numbers; from its return on
  /// they are as safe as this outbox makes them. One with a deadReason becomes a dead letter at once. Throws
  /// std::runtime_error where nothing more can be stored.
  virtual void store(std::vector<Delivery>& deliveries) = 0;

  /// A sink's waiting deliveries with a sequence above `after`, at most `limit`, in their order.
  virtual std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const = 0;

  /// An attempt begins: from now on the delivery is not dropped. False if it has been dropped already, and is not to be
  /// attempted.
  virtual bool claim(const Delivery& delivery) = 0;

  /// The attempt failed: the delivery waits again, and may be dropped.
  virtual void release(const Delivery& delivery) = 0;

  /// The delivery ended well: it is forgotten.
  virtual void delivered(const Delivery& delivery) = 0;

  /// It will never be delivered: a dead letter with its reason.
  virtual void bury(const Delivery& delivery, const std::string& reason) = 0;

  /// A sink's dead letters, the oldest first.
  virtual std::vector<Delivery> deadLetters(std::string_view sink) const = 0;

  virtual OutboxCounts counts(std::string_view sink) const = 0;
};

}  // namespace herald::core
