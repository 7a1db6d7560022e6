// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "email_sink.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::email::EmailSink, "email")
HERALD_PLUGINS_END
