// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/outcome.h"
#include "smtp_session.h"

namespace herald::email {

/// What a refusal by the mail server `peer` means for the delivery.
Outcome outcomeOf(const Refusal& refusal, const std::string& peer);

/// True if the server refuses the message itself for good, by its size or its content: then a smaller one, without the
/// picture, may pass.
bool concernsTheMessage(const Refusal& refusal);

}  // namespace herald::email
