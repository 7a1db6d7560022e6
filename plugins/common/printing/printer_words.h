// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/vocabulary.h"

namespace herald::printing {

/// The variables that the events of a printer have, with OctoPrint's names.
Vocabulary printerWords();

}  // namespace herald::printing
