// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/outbox.h"

namespace herald::core {

Outbox::~Outbox() = default;

}  // namespace herald::core
