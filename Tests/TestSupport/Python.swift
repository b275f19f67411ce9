import Glibc

/// A Python that may have what some tests compare with; `WINNOW_TEST_PYTHON` names the folder of
/// one.
public enum Python {
  public static func has(_ module: String) -> Bool {
    run(["-c", "import \(module)"], folder: "/tmp").status == 0
  }

  /// Runs it without a network.
  public static func run(_ words: [String], folder: String) -> ChildProcess.Result {
    let own = getenv("WINNOW_TEST_PYTHON").map { String(cString: $0) + ":" } ?? ""
    let environment = [
      "PATH": own + "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "HF_HUB_OFFLINE": "1",
      "HF_DATASETS_OFFLINE": "1",
      "JAVA_HOME": getenv("JAVA_HOME").map { String(cString: $0) } ?? "",
      "WINNOW_ACTOR": "alice", "LLVM_PROFILE_FILE": "/dev/null", "SPARK_LOCAL_IP": "127.0.0.1",
    ].filter { !$0.value.isEmpty }
    return ChildProcess.run(
      ["/usr/bin/env", "python3"] + words, environment: environment, folder: folder)
  }
}
