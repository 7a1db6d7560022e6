// SPDX-License-Identifier: Apache-2.0
// Built twice with default visibility: the names are the same, what they do is not. The sink answers with the id that
// its function and its class say: "a a".
#include <string>

#include "herald/register.h"
#include "quiet.h"

struct Helper {
  virtual ~Helper() = default;
  virtual std::string id() const;
};

std::string Helper::id() const { return ID; }

std::string sharedFunction() { return ID; }

class SameClass : public QuietSink {
 public:
  herald::Outcome deliver(const herald::Attempt&) override {
    const Helper helper;
    const Helper& known = helper;
    return {.answer = sharedFunction() + " " + known.id()};
  }
};

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(SameClass, TYPE)
HERALD_PLUGINS_END
