// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "template_transform.h"

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(herald::template_transform::TemplateTransform, "template")
HERALD_PLUGINS_END
