// SPDX-License-Identifier: Apache-2.0
#include "heraldd/heraldd_process.h"

int main(int argc, char** argv) { return herald::core::runHeraldd({argv, argv + argc}); }
