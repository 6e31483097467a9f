//! A network of its own for a peer, which can be cut without a word to either side: a namespace of the kernel with
//! one cable to this machine.

use std::fs::File;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread;

/// See the module. Taken down when it is dropped.
pub struct FarNet {
    name: String,
    /// Address of this machine's end of the cable.
    here: String,
}

fn ip(arguments: &str) {
    let told = Command::new("ip").args(arguments.split(' ')).output();
    let told = told.expect("this test needs the program `ip` (apt-get install iproute2)");
    let why = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(
        told.status.success(),
        "this test needs the right to make networks (run it as root): ip {arguments}: {why}"
    );
}

impl FarNet {
    /// Lays the cable. Name and addresses are those of this process, so that two runs do not meet.
    pub fn lay() -> Self {
        let pid = std::process::id();
        let (net, first) = (pid >> 6 & 255, (pid & 63) * 4);
        let (here, there) = (format!("10.213.{net}.{}", first + 1), format!("10.213.{net}.{}", first + 2));
        let name = format!("lav{pid}");
        ip(&format!("netns add {name}"));
        let far = Self { name, here };
        let name = &far.name;
        ip(&format!("link add {name}h type veth peer name {name}t netns {name}"));
        ip(&format!("addr add {}/30 dev {name}h", far.here));
        ip(&format!("link set {name}h up"));
        ip(&format!("-n {name} addr add {there}/30 dev {name}t"));
        ip(&format!("-n {name} link set {name}t up"));
        far
    }

    /// Connects from the far end to a port of this machine.
    pub fn connect(&self, port: u16) -> tokio::net::TcpStream {
        let namespace = File::open(format!("/run/netns/{}", self.name)).expect("it was made");
        let address: SocketAddr = format!("{}:{port}", self.here).parse().expect("an address");
        // Only the thread goes there, and only for as long as it makes the connection, which stays there.
        let connecting = thread::spawn(move || {
            use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
            let kind = Some(LinkNameSpaceType::Network);
            move_into_link_name_space(std::os::fd::AsFd::as_fd(&namespace), kind).expect("we are root");
            TcpStream::connect(address).expect("the server listens there too")
        });
        let stream = connecting.join().expect("it does not panic");
        stream.set_nonblocking(true).expect("a TCP socket");
        tokio::net::TcpStream::from_std(stream).expect("a TCP socket")
    }

    /// Cuts the cable: nothing goes over it any more, and nobody is told.
    pub fn cut(&self) {
        ip(&format!("-n {0} link set {0}t down", self.name));
    }
}

impl Drop for FarNet {
    fn drop(&mut self) {
        // With the namespace its end of the cable goes, and with it the other one.
        let _gone = Command::new("ip").args(["netns", "del", &self.name]).status();
    }
}
