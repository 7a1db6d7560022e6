#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "engine/outbox/delivery.h"
#include "engine/outbox/note.h"

namespace herald::core {

/// One change of what an outbox keeps on disk.
struct Change {
  enum class Kind : std::uint8_t { Add, Update, Remove, Keep };
  Kind kind = Kind::Add;
  std::uint64_t row = 0;  ///< the sequence under which the delivery stands there
  Delivery delivery{};    ///< as it is from now on. Update: its sequence may be another than `row`; its event stays
  std::shared_ptr<const Note> note{};  ///< Keep: what the instance remembers from now on
};

/// What a queue writes down of what it keeps on disk. For one thread at a time.
class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  /// Goes a new delivery of this event to disk? Otherwise it is in memory only.
  virtual bool takes(const Event& event) const = 0;

  /// Can what stands on disk be changed at the moment?
  virtual bool isOpen() const = 0;

  /// Nothing where it is not open.
  virtual void log(Change change) = 0;
};

}  // namespace herald::core
