// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/outbox.h"

namespace herald::core {

Outbox::~Outbox() = default;

std::vector<Delivery> Outbox::interrupted() const { return {}; }

}  // namespace herald::core
