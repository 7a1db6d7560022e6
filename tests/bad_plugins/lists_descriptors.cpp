// SPDX-License-Identifier: Apache-2.0
// A sink that starts a program in the plainest way. The program writes down which descriptors it has inherited.
#include <cstdlib>
#include <string>

#include "herald/register.h"
#include "quiet.h"

namespace {

class ListsDescriptors : public QuietSink {
 public:
  std::vector<herald::Option> options() const override { return {{.name = "path", .required = true}}; }
  void configure(const herald::Settings& settings, herald::Host&) override { path_ = settings.text("path"); }

  /// The shell opens the file at 1, and `ls` its folder at 3.
  herald::Outcome deliver(const herald::Attempt&) override {
    const auto command = "ls -l /proc/self/fd > '" + path_ + "'";
    const bool listed = std::system(command.c_str()) == 0;
    return {.verdict = listed ? herald::Outcome::Verdict::Delivered : herald::Outcome::Verdict::Retry};
  }

 private:
  std::string path_{};
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(ListsDescriptors, "lists_descriptors")
HERALD_PLUGINS_END
