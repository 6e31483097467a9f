/**
 * The server of the course's whiteboard, with the packages of npm: express, socket.io, and one event that is passed on. A
 * process of its own, which prints its port and runs until it is killed.
 */
import { createServer } from "node:http";
import express from "express";
import { Server } from "socket.io";

const http = createServer(express());
const io = new Server(http, { maxHttpBufferSize: 65_536 });
io.on("connection", (socket) => {
  socket.on("drawing", (data) => socket.broadcast.emit("drawing", data));
});
http.listen(0, "127.0.0.1", () => console.log(JSON.stringify(http.address())));
