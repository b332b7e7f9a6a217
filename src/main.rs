//! The binary.

fn main() -> std::process::ExitCode {
    sarez::cli::main()
}
