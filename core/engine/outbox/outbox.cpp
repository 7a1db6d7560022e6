#include "engine/outbox/outbox.h"

namespace herald::core {

Outbox::~Outbox() = default;

}  // namespace herald::core
