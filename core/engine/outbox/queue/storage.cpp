#include "engine/outbox/queue/storage.h"

namespace herald::core {

Storage::~Storage() = default;

}  // namespace herald::core
