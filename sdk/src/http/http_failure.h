#pragma once

#include <exception>

#include "herald/outcome.h"
#include "http/limit.h"
#include "http/url.h"

namespace herald::inline v1 {

/// What an exchange with `origin` that ended in `error` comes to. A socket that was shut down fails in many ways, so
/// whether `limit` is over goes before the error's own text.
Failure httpFailure(const std::exception& error, const Origin& origin, const Limit& limit);

}  // namespace herald::inline v1
